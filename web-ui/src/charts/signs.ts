import { once } from "../ui/once";

/** A shape around a middle at 0,0. */
interface Sign {
  /** As SVG writes it. */
  path: string;
  onCanvas: () => Path2D;
}

const sign = (path: string): Sign => ({ path, onCanvas: once(() => new Path2D(path)) });
const DISC = sign("M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0z");
const SQUARE = sign("M-1-1H1V1H-1z");
const TRIANGLE = sign("M-1.2 1 0-1.2 1.2 1z");

/** The sign of the lines that share their hue with so many before them. */
export const signOf = (repeat: number): Sign => [DISC, SQUARE, TRIANGLE][repeat % 3] ?? DISC;
