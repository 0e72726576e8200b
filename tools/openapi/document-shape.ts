/** The part of OpenAPI 3.1 that the document uses. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type Ref = { $ref: string };

export type MediaType = {
  schema?: JsonSchema;
  example?: unknown;
  examples?: Readonly<Record<string, { value: unknown }>>;
};

export type ResponseObject = {
  description: string;
  headers?: Readonly<Record<string, Ref>>;
  content?: Readonly<Record<string, MediaType>>;
};

export type ParameterObject = {
  name: string;
  in: 'path' | 'header' | 'query';
  description: string;
  required: boolean;
  schema: JsonSchema;
  examples: Readonly<Record<string, { value: unknown; 'x-disabled'?: true }>>;
};

export type OperationObject = {
  operationId: string;
  tags: readonly string[];
  summary: string;
  description?: string;
  security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Leaves the operation out of the API reference, where HEAD would only be clutter. */
  'x-scalar-ignore'?: true;
  'x-hearth-roles'?: readonly string[];
  parameters: readonly (ParameterObject | Ref)[];
  requestBody?: { required: boolean; content: Readonly<Record<string, MediaType>> };
  responses: Readonly<Record<string, ResponseObject | Ref>>;
};

export type Document = {
  openapi: string;
  info: Readonly<Record<string, unknown>> & { title: string; version: string; description: string };
  servers: readonly { url: string }[];
  tags: readonly { name: string; description: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  components: {
    schemas: Readonly<Record<string, JsonSchema>>;
    parameters: Readonly<Record<string, ParameterObject>>;
    headers: Readonly<Record<string, { description: string; schema: JsonSchema; example: string }>>;
    responses: Readonly<Record<string, ResponseObject>>;
    securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
};
