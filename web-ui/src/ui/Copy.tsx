import { useState } from "preact/hooks";

/** Puts a text on the clipboard, also one that is yet to come; also where the page is not served over HTTPS. */
export async function copy(text: string | Promise<string>): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    if (typeof text === "string") return navigator.clipboard.writeText(text);
    // Safari copies only while somebody acts; then it takes a promise, too.
    const blob = text.then((each) => new Blob([each], { type: "text/plain" }));
    return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  }
  const area = document.createElement("textarea");
  area.value = await text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A button that copies, and says so. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [isDone, setDone] = useState(false);
  const act = () =>
    void copy(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1_500);
    });
  return (
    <button type="button" onClick={act}>
      <span aria-live="polite">{isDone ? "Copied" : label}</span>
    </button>
  );
}

/** Some lines of code with a button that copies them. */
export function Snippet({ code, name }: { code: string; name: string }) {
  return (
    <div class="snippet">
      <pre tabIndex={0} aria-label={name} role="region">
        <code>{code}</code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
}
