/** Why a call failed, in the server's own words where it had any. */
export class ApiError extends Error {
  /** The HTTP status; 0 when no answer came, -1 when the page itself failed. */
  readonly status: number;
  /** The wire's code, such as RESOURCE_DOES_NOT_EXIST. */
  readonly code: string;
  /** What to quote to an operator; empty when no answer came. */
  readonly requestId: string;

  constructor(status: number, code: string, message: string, requestId: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  /** Whether the server did not answer, or was not able to for now. */
  get isAway(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  get isMissing(): boolean {
    return this.status === 404;
  }
}

/** A failure as one of a call; what is none is one of the page. */
export const asApiError = (failure: unknown): ApiError => (failure instanceof ApiError ? failure : new ApiError(-1, "PAGE", String(failure), ""));

/** What went wrong, in the server's words where it had any. */
export const problemOf = (failure: unknown): string => asApiError(failure).message;

interface ErrorBody {
  error_code?: string;
  message?: string;
  request_id?: string;
}

/** Reads the body of a refused call; a proxy may have answered in HTML. */
export async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    body = { message: `The server answered ${response.status} ${response.statusText}` };
  }
  return new ApiError(
    response.status,
    body.error_code ?? "UNKNOWN",
    body.message ?? `The server answered ${response.status}`,
    body.request_id ?? response.headers.get("X-Request-Id") ?? "",
  );
}
