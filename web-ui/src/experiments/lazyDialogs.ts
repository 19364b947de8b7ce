import { lazy } from "../ui/lazy";

export const NameDialog = lazy(() => import("./NameDialog").then((module) => module.NameDialog));
