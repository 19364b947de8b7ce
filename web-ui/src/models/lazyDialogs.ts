import { lazy } from "../ui/lazy";

const fetch = () => import("./dialogs");

// Most who look at a model change nothing.
export const AliasDialog = lazy(() => fetch().then((dialogs) => dialogs.AliasDialog));
export const DescribeDialog = lazy(() => fetch().then((dialogs) => dialogs.DescribeDialog));
export const NewModelDialog = lazy(() => fetch().then((dialogs) => dialogs.NewModelDialog));
export const ProductionDialog = lazy(() => fetch().then((dialogs) => dialogs.ProductionDialog));
export const RetireDialog = lazy(() => fetch().then((dialogs) => dialogs.RetireDialog));
export const SettingsDialog = lazy(() => fetch().then((dialogs) => dialogs.SettingsDialog));
export const TagDialog = lazy(() => fetch().then((dialogs) => dialogs.TagDialog));
