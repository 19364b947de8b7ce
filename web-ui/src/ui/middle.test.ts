import { expect, test } from "vitest";
import { middle } from "./middle";

test("what is too long loses its middle, not its end", () => {
  expect(middle("vit-small-patch16-seed-41", 12)).toBe("vit-sm…ed-41");
  expect(middle("short", 5)).toBe("short");
  expect(middle("🦊🦊🦊🦊🦊🦊", 4)).toBe("🦊🦊…🦊");
});
