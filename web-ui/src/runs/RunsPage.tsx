import type { Parts } from "../routes";

export function RunsPage({ parts }: { parts: Parts }) {
  return <h1>{parts["experiment"]}</h1>;
}
