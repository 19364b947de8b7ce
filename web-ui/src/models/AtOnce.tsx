/** Says that several versions are in Production, where there should be one. */
export function AtOnce({ versions }: { versions: readonly string[] }) {
  if (versions.length < 2) return null;
  return <span class="warn nowrap" title="Who fetches by the stage gets the highest">{`${versions.length} at once`}</span>;
}
