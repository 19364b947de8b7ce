import { lazy } from "../ui/lazy";

/** In the place of what is not there: what has a similar name. */
export const Nearest = lazy(() => import("./NearestNames").then((module) => module.NearestNames));
