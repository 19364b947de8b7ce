/** What changes models, fetched together when the first of it opens. */
export { AliasDialog } from "./AliasDialog";
export { DescribeDialog } from "./DescribeDialog";
export { NewModelDialog } from "./NewModelDialog";
export { ProductionDialog } from "./ProductionDialog";
export { RetireDialog } from "./RetireDialog";
export { SettingsDialog } from "./SettingsDialog";
export { TagDialog } from "./TagDialog";
