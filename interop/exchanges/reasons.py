"""Why we differ from MLflow, where we do; each is told to users in docs/api.md."""

TYPES = "a field of the wrong type is refused; MLflow drops it with all that follow and says 200"
STRICT_JSON = "a body must be exactly one JSON object"
CLIENT_FAULT = "a client's mistake is never a 500: clients would repeat it for minutes"
CONSTRAINT = "a limit of the database is told as what it is, an invalid value"
ERRORS_ARE_JSON = "every refusal is JSON with an error_code"
TEXT = "NUL and lone surrogates are refused before they reach the database"
LOCATION = "the server must not be pointed at local files or other hosts"
HEAD = "HEAD is GET without a body; MLflow looks for a JSON body"
CAMEL_CASE = (
    "both spellings are taken for every field; MLflow looks for its required ones in snake_case"
)
LINE_END = "a newline is refused anywhere in a key; MLflow's rule overlooks one at the end"
NULL = "null is the same as absent, in every field"
DIGITS = "a whole number in a text is ASCII digits, perhaps with a minus before them"
