import { useTitle } from "../ui/title";

export function HomePage() {
  useTitle("");
  return <h1>Modelyard</h1>;
}
