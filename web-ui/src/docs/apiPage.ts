import { own } from "../api/client";
import { useQuery } from "../api/query";
import { paths } from "../paths";
import { Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { callsOf, inWords, resolved, type Call, type OpenApi, type Schema } from "./openApi";

/** Modelyard's own calls, as its OpenAPI document tells them. */
export function ApiPage() {
  useTitle("API");
  const found = useQuery("openapi", (signal) => own.get<OpenApi>("openapi.json", undefined, signal));
  return (
    <div class="stack wide">
      <div class="stack">
        <h1>API</h1>
        <p>
          Clients of MLflow work with this server as they are. Modelyard's own calls lie under <code>{paths.own("")}</code>; this
          page tells what is in{" "}
          <a href={paths.own("openapi.json")} data-outside>
            their OpenAPI document
          </a>
          .
        </p>
      </div>
      <Show found={found} what="The document cannot be shown">
        {(document) => (
          <>
            {document.tags.map(({ name }) => (
              <section class="stack" key={name}>
                <h2>{name}</h2>
                {callsOf(document, name).map((call) => (
                  <CallDetails key={call.method + call.path} call={call} document={document} />
                ))}
              </section>
            ))}
            <section class="stack">
              <h2>Shapes</h2>
              {Object.entries(document.components.schemas).map(([name, schema]) => (
                <details key={name}>
                  <summary class="mono">{name}</summary>
                  {schema.description && <p>{schema.description}</p>}
                  {schema.properties ? <Fields schema={schema} /> : <p>{inWords(schema)}</p>}
                </details>
              ))}
            </section>
          </>
        )}
      </Show>
    </div>
  );
}

function CallDetails({ call, document }: { call: Call; document: OpenApi }) {
  const { method, path, operation } = call;
  const body = resolved(document, Object.values(operation.requestBody?.content ?? {})[0]?.schema);
  return (
    <details>
      <summary>
        <code>
          {method} {path}
        </code>{" "}
        {operation.summary}
      </summary>
      <div class="stack">
        {operation.description && <p>{operation.description}</p>}
        {operation.parameters && (
          <dl class="pairs">
            {operation.parameters.flatMap((each) => [
              <dt class="mono" key={each.name}>{each.name}</dt>,
              <dd key={`${each.name}-is`}>
                {inWords(each.schema)}, in the {each.in}
                {each.required ? "" : ", may be left out"}. {each.description}
              </dd>,
            ])}
          </dl>
        )}
        {body?.properties && (
          <>
            <h3>Body</h3>
            <Fields schema={body} />
          </>
        )}
        <h3>Answers</h3>
        <dl class="pairs">
          {Object.entries(operation.responses).flatMap(([status, response]) => [
            <dt class="mono" key={status}>{status}</dt>,
            <dd key={`${status}-is`}>
              {response.description}{" "}
              {Object.entries(response.content ?? {}).map(([type, { schema }]) => `${type}: ${inWords(schema)}`).join("; ")}
            </dd>,
          ])}
        </dl>
      </div>
    </details>
  );
}

function Fields({ schema }: { schema: Schema }) {
  return (
    <dl class="pairs">
      {Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
        <dt class="mono" key={name}>{name}</dt>,
        <dd key={`${name}-is`}>
          {inWords(field)}
          {schema.required?.includes(name) ? ", required" : ""}. {field.description}
        </dd>,
      ])}
    </dl>
  );
}
