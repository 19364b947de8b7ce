package dev.modelyard.server.runs;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.runs.inputs.RunLinks;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.IfAny;
import dev.modelyard.server.wire.TextFields;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The calls of runs. */
public final class RunRoutes {
  /** How the page's address names the run. */
  private static final String OF_PAGE = "run";

  private final Runs runs;
  private final Inputs inputs;

  public RunRoutes(Runs runs, Inputs inputs) {
    this.runs = runs;
    this.inputs = inputs;
  }

  /** {@code pages}: those of a run and of its files come with {@code first} in their documents. */
  public void register(Api api, PageRoutes pages, RunWithExperiment first) {
    for (String page : List.of("run", "runFiles", "runFile")) {
      pages.first(
          page,
          "run",
          TextFields.of(OF_PAGE),
          address -> first.of(RunIds.require(address.required(OF_PAGE))));
    }
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post("runs/create", Permission.LOG, CreateRun::read, this::create);
    calls.get(
        "runs/get",
        Permission.READ,
        TextFields.of(RunIds.FIELD, RunIds.OLD_FIELD, IfAny.FIELD),
        this::get);
    calls.post("runs/update", Permission.LOG, UpdateRun::read, this::update);
    calls.post("runs/delete", Permission.LOG, TextFields.of(RunIds.FIELD), this::delete);
    calls.post("runs/restore", Permission.LOG, TextFields.of(RunIds.FIELD), this::restore);
    calls.frequent().post("runs/log-metric", Permission.LOG, LogBatch::readMetric, this::log);
    calls.frequent().post("runs/log-batch", Permission.LOG, LogBatch::read, this::log);
    calls.frequent().post("runs/log-parameter", Permission.LOG, keyAndValue(), this::logParam);
    calls.frequent().post("runs/set-tag", Permission.LOG, keyAndValue(), this::setTag);
    calls.post(
        "runs/delete-tag", Permission.LOG, TextFields.of(RunIds.FIELD, "key"), this::deleteTag);
    calls.post(
        "runs/log-model",
        Permission.LOG,
        TextFields.of(RunIds.FIELD, "model_json"),
        this::logModel);
    api.under(Prefix.OWN).put("runs/{run_id}", Permission.LOG, CreateRun.Named::read, this::put);
  }

  private static Function<FieldReader, TextFields> keyAndValue() {
    return TextFields.of(RunIds.FIELD, RunIds.OLD_FIELD, "key", "value");
  }

  private Answer create(CreateRun request) {
    Runs.Found created = runs.create(request);
    return out -> {
      out.writeStartObject();
      out.writeFieldName("run");
      RunAnswer.writeNew(out, created.run(), created.data());
      out.writeEndObject();
    };
  }

  private Answer put(CreateRun.Named request) {
    Runs.Put put = runs.put(request.runId(), request.run());
    Answer answer = info(put.run());
    return put.made() ? Answer.created(answer) : answer;
  }

  private Answer get(TextFields request) {
    String runId = RunIds.named(request);
    return IfAny.of(request, () -> answer(RunIds.require(runId)));
  }

  private Answer answer(UUID runId) {
    Runs.Found found = runs.get(runId);
    RunLinks links = inputs.of(List.of(runId));
    return out -> {
      out.writeStartObject();
      out.writeFieldName("run");
      RunAnswer.write(out, found.run(), found.data(), links);
      out.writeEndObject();
    };
  }

  private Answer update(UpdateRun request) {
    return info(runs.update(request));
  }

  private static Answer info(Run run) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("run_info");
      RunAnswer.writeInfo(out, run);
      out.writeEndObject();
    };
  }

  private Answer delete(TextFields request) {
    runs.setDeleted(id(request), true);
    return Answer.EMPTY;
  }

  private Answer restore(TextFields request) {
    runs.setDeleted(id(request), false);
    return Answer.EMPTY;
  }

  private Answer log(LogBatch batch) {
    runs.log(batch);
    return Answer.EMPTY;
  }

  private Answer logParam(TextFields request) {
    UUID id = id(request);
    return log(LogBatch.of(id, Param.of(request.required("key"), request.optional("value"))));
  }

  private Answer setTag(TextFields request) {
    UUID id = id(request);
    return log(LogBatch.of(id, Tag.of(request.required("key"), request.optional("value"))));
  }

  private Answer deleteTag(TextFields request) {
    runs.deleteTag(id(request), request.required("key"));
    return Answer.EMPTY;
  }

  private Answer logModel(TextFields request) {
    UUID id = id(request);
    runs.logModel(id, LoggedModelJson.parse(request.required("model_json")));
    return Answer.EMPTY;
  }

  private static UUID id(TextFields request) {
    return RunIds.require(RunIds.named(request));
  }
}
