/** The parts of an OpenAPI document that its page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  default?: unknown;
}

export interface Operation {
  tags: string[];
  operationId: string;
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; description: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
}

export interface OpenApi {
  info: { title: string; version: string; description: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Call {
  method: string;
  path: string;
  operation: Operation;
}

/** The calls of a tag, in the order of the document. */
export function callsOf(document: OpenApi, tag: string): Call[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

const called = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);

/** A schema in few words: `list of Run`, `text: open, guarded`, `number, 1 to 1000`. */
export function inWords(schema: Schema | undefined): string {
  if (!schema) return "bytes";
  if (schema.$ref) return called(schema.$ref);
  if (schema.oneOf) return schema.oneOf.map(inWords).join(" or ");
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "anything");
  if (type === "array") return `list of ${inWords(schema.items)}${schema.maxItems ? `, at most ${schema.maxItems.toLocaleString("en")}` : ""}`;
  const words = type === "string" ? "text" : type;
  if (schema.enum) return `${words}: ${schema.enum.join(", ")}`;
  const { minimum, maximum } = schema;
  const range = minimum === undefined ? "" : maximum === undefined ? `, from ${minimum}` : `, ${minimum} to ${maximum.toLocaleString("en")}`;
  return words + range + (schema.default === undefined ? "" : `, by default ${String(schema.default)}`);
}

/** The schema that a reference leads to, or the schema itself. */
export function resolved(document: OpenApi, schema: Schema | undefined): Schema | undefined {
  return schema?.$ref ? document.components.schemas[called(schema.$ref)] : schema;
}
