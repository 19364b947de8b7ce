package dev.modelyard.server.experiments;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.QueryFields;
import dev.modelyard.server.wire.TextFields;

/** The calls of experiments. */
public final class ExperimentRoutes {
  private static final String ID = "experiment_id";

  /** What the page asks for as long as nobody searches. */
  private static final String FIRST = "max_results=1000&order_by=last_update_time%20DESC";

  /** How the page's address names the experiment. */
  private static final String OF_PAGE = "experiment";

  private final Experiments experiments;

  public ExperimentRoutes(Experiments experiments) {
    this.experiments = experiments;
  }

  /**
   * {@code pages}: the page of an experiment's runs comes with the experiment in its document, that
   * of all experiments with those that changed last.
   */
  public void register(Api api, PageRoutes pages) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post("experiments/create", Permission.LOG, CreateExperiment::read, this::create);
    calls.get("experiments/get", Permission.READ, TextFields.of(ID), this::get);
    calls.get(
        "experiments/get-by-name",
        Permission.READ,
        TextFields.of("experiment_name"),
        this::getByName);
    calls.getOrPost("experiments/search", Permission.READ, ExperimentSearch::read, this::search);
    calls.post("experiments/update", Permission.LOG, TextFields.of(ID, "new_name"), this::update);
    calls.post("experiments/delete", Permission.LOG, TextFields.of(ID), this::delete);
    calls.post("experiments/restore", Permission.LOG, TextFields.of(ID), this::restore);
    calls.post(
        "experiments/set-experiment-tag",
        Permission.LOG,
        TextFields.of(ID, "key", "value"),
        this::setTag);
    calls.post(
        "experiments/delete-experiment-tag",
        Permission.LOG,
        TextFields.of(ID, "key"),
        this::deleteTag);
    pages.first(
        "experiments",
        "experiments",
        any -> ExperimentSearch.read(new QueryFields(FIRST)),
        this::search);
    pages.first(
        "runs",
        "experiment",
        TextFields.of(OF_PAGE),
        address -> answer(experiments.get(ExperimentIds.parse(address.required(OF_PAGE)))));
  }

  private Answer search(ExperimentSearch request) {
    ExperimentSearch.Page page = experiments.search(request);
    return out -> {
      out.writeStartObject();
      if (!page.experiments().isEmpty()) {
        out.writeArrayFieldStart("experiments");
        for (Experiment experiment : page.experiments()) {
          experiment.writeTo(out);
        }
        out.writeEndArray();
      }
      if (page.nextPageToken() != null) {
        out.writeStringField("next_page_token", page.nextPageToken());
      }
      out.writeEndObject();
    };
  }

  private Answer create(CreateExperiment request) {
    long id = experiments.create(request);
    return out -> {
      out.writeStartObject();
      out.writeStringField(ID, Long.toString(id));
      out.writeEndObject();
    };
  }

  private Answer get(TextFields request) {
    return answer(experiments.get(id(request)));
  }

  private Answer getByName(TextFields request) {
    return answer(experiments.getByName(request.required("experiment_name")));
  }

  private Answer update(TextFields request) {
    experiments.rename(id(request), CreateExperiment.name(request.required("new_name")));
    return Answer.EMPTY;
  }

  private Answer delete(TextFields request) {
    experiments.setDeleted(id(request), true);
    return Answer.EMPTY;
  }

  private Answer restore(TextFields request) {
    experiments.setDeleted(id(request), false);
    return Answer.EMPTY;
  }

  private Answer setTag(TextFields request) {
    experiments.setTag(
        id(request), Experiment.Tag.checked(request.required("key"), request.optional("value")));
    return Answer.EMPTY;
  }

  private Answer deleteTag(TextFields request) {
    experiments.deleteTag(id(request), request.required("key"));
    return Answer.EMPTY;
  }

  private static long id(TextFields request) {
    return ExperimentIds.parse(request.required(ID));
  }

  private static Answer answer(Experiment experiment) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("experiment");
      experiment.writeTo(out);
      out.writeEndObject();
    };
  }
}
