"""metrics/get-history with and without pages."""

from comparison import get
from exchanges import reasons

PATH = "metrics/get-history"
OF_RUN = f"{PATH}?run_id=<run with data>&metric_key=loss"

EXCHANGES = [
    get("history", OF_RUN),
    get("history by run_uuid", f"{PATH}?run_uuid=<run with data>&metric_key=loss"),
    get("first page of a history", f"{OF_RUN}&max_results=2"),
    get("page larger than the history", f"{OF_RUN}&max_results=100"),
    get("page as large as the history", f"{OF_RUN}&max_results=6"),
    get("history with empty token", f"{OF_RUN}&max_results=2&page_token="),
    get("history of an unknown key", f"{PATH}?run_id=<run with data>&metric_key=nothing"),
    get("history of an unknown run", f"{PATH}?run_id={'0' * 32}&metric_key=loss"),
    get("page of an unknown run", f"{PATH}?run_id={'0' * 32}&metric_key=loss&max_results=5"),
    get("history of a deleted run", f"{PATH}?run_id=<deleted run>&metric_key=loss"),
    get("history without a key", f"{PATH}?run_id=<run with data>"),
    get("history without a run", f"{PATH}?metric_key=loss"),
    get("history page of 0", f"{OF_RUN}&max_results=0"),
    get("history page of -1", f"{OF_RUN}&max_results=-1"),
    get("history page of a word", f"{OF_RUN}&max_results=many").but_ours_is_invalid(
        because=reasons.TYPES
    ),
    get("history with a wrong token", f"{OF_RUN}&max_results=2&page_token=nonsense"),
]
