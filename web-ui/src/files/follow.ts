import { useEffect, useRef, useState } from "preact/hooks";
import { awaySince } from "../api/connection";
import { ApiError } from "../api/errors";
import { describeFile, type FileFacts } from "./bytes";

const LOOK_MILLIS = 1_000;
/** Large files are looked for less often: no more than a tenth of the time is spent with reading. */
const PATIENCE = 10;

/**
 * What the server says of a file: once, and again and again while it is followed. When that ends it
 * is looked for a last time, since logs are often put there just before their run ends. A hidden
 * tab asks nothing.
 */
export function useFacts(run: string, path: string, isFollowed: boolean): { facts: FileFacts | undefined; isAwaited: boolean } {
  const [facts, setFacts] = useState<FileFacts>();
  const [hasFailed, setFailed] = useState(false);
  const held = useRef<string | undefined>(undefined);
  const isAway = awaySince.value !== null;
  useEffect(() => {
    if (isAway) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isStopped = false;
    const look = async () => {
      clearTimeout(timer);
      const began = performance.now();
      try {
        const found = await describeFile(run, path, held.current);
        if (isStopped) return;
        if (found) {
          held.current = found.etag;
          setFacts(found);
        }
      } catch (failure) {
        // What shows the file tells of it; one that is gone is not asked for again.
        if (isStopped) return;
        setFailed(true);
        if (!(failure instanceof ApiError) || !failure.isAway) return;
      }
      if (isFollowed && !isStopped && !document.hidden) timer = setTimeout(() => void look(), Math.max(LOOK_MILLIS, PATIENCE * (performance.now() - began)));
    };
    const shown = () => !document.hidden && void look();
    void look();
    if (isFollowed) document.addEventListener("visibilitychange", shown);
    return () => {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }, [run, path, isFollowed, isAway]);
  return { facts, isAwaited: !facts && !hasFailed && !isAway };
}
