"""metrics/get-history-bulk and metrics/get-history-bulk-interval: one metric of several runs."""

from comparison import get
from exchanges import reasons

NOBODY = "0" * 32

BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
BULK_OF_RUN = f"{BULK}?metric_key=loss&run_id=<run with steps>"

INTERVAL = "metrics/get-history-bulk-interval"
OF_RUN = f"{INTERVAL}?metric_key=loss&run_ids=<run with steps>"
OF_MORE = f"{OF_RUN}&run_ids={NOBODY}&run_ids=<run with data>&run_ids=<run with steps>"

BULKS = [
    get("bulk history", BULK_OF_RUN),
    get("bulk history of a run twice", f"{BULK_OF_RUN}&run_id=<run with steps>"),
    get("bulk history with NaN", f"{BULK}?metric_key=loss&run_id=<run with data>").but_ours_is(
        200, because=reasons.NAN
    ),
    get("bulk history with unknown runs", f"{BULK_OF_RUN}&run_id={NOBODY}&run_id=x&run_id="),
    get("bulk history of unknown runs", f"{BULK}?metric_key=loss&run_id={NOBODY}"),
    get("bulk history of a deleted run", f"{BULK}?metric_key=loss&run_id=<deleted run>"),
    get("bulk history of an unknown key", f"{BULK}?metric_key=no&run_id=<run with steps>"),
    get("bulk history of an empty key", f"{BULK}?metric_key=&run_id=<run with steps>"),
    *(
        get(f"bulk history of {size} points", f"{BULK_OF_RUN}&max_results={size}")
        for size in (0, 1, 5, 25_001, 10**12)
    ),
    *(
        get(f"bulk history of {size} points", f"{BULK_OF_RUN}&max_results={size}")
        .but_ours_is_invalid(because=reason)
        for size, reason in (
            (-1, reasons.CLIENT_FAULT),
            ("many", reasons.CLIENT_FAULT),
            ("1.5", reasons.CLIENT_FAULT),
            (10**20, reasons.TOO_LARGE),
        )
    ),
    get("bulk history without a key", f"{BULK}?run_id=<run with steps>"),
    get("bulk history without runs", f"{BULK}?metric_key=loss"),
    get("bulk history of 100 runs", BULK_OF_RUN + "&run_id=x" * 99),
    get("bulk history of 101 runs", BULK_OF_RUN + "&run_id=x" * 100),
]

INTERVALS = [
    get("sampled histories", OF_MORE),
    get("sampled histories for the page", f"/ajax-api/2.0/mlflow/{OF_MORE}&max_results=2"),
    get("samples of an unknown run", f"{INTERVAL}?metric_key=loss&run_ids={NOBODY}&run_ids="),
    get("samples of an unknown key", f"{INTERVAL}?metric_key=no&run_ids=<run with steps>"),
    get("samples of an empty key", f"{INTERVAL}?metric_key=&run_ids=<run with steps>"),
    *(
        get(f"{size} samples", f"{OF_RUN}&max_results={size}")
        for size in (1, 2, 3, 4, 5, 6, 7, 11, 13, 22, 23, 24, 2_500, 0, -1, 2_501, "many", "1.5")
    ),
    *(
        get(f"samples with {steps}", f"{OF_RUN}&max_results=3&{steps}")
        for steps in (
            "start_step=2&end_step=9",
            "start_step=-4&end_step=-1",
            "start_step=3&end_step=3",
            "start_step=900&end_step=999",
            f"start_step={-(2**63)}&end_step={2**63 - 1}",
            "start_step=1",
            "end_step=1",
            "start_step=3&end_step=2",
            "start_step=x&end_step=2",
            "start_step=&end_step=",
        )
    ),
    get("samples to a step too large", f"{OF_RUN}&start_step=0&end_step={2**63}")
    .but_ours_is_invalid(because=reasons.CLIENT_FAULT),
    get("samples without a key", f"{INTERVAL}?run_ids=<run with steps>"),
    get("samples without runs", f"{INTERVAL}?metric_key=loss"),
    get("samples of 100 runs", OF_RUN + "&run_ids=x" * 99),
    get("samples of 101 runs", OF_RUN + "&run_ids=x" * 100),
]

# They change nothing.
READS = [*BULKS, *INTERVALS]
