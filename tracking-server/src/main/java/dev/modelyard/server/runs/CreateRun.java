package dev.modelyard.server.runs;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MadeUpNames;
import dev.modelyard.server.wire.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A checked wish for a new run; its name stands among its tags, too. */
record CreateRun(long experimentId, String name, String userId, long startTime, List<Tag> tags) {
  /** Longest user id, in code points. */
  private static final int MAX_USER = 256;

  static CreateRun read(FieldReader in) {
    Fields fields = new Fields();
    for (String field = in.next(); field != null; field = in.next()) {
      if (!fields.take(field, in)) {
        in.skip();
      }
    }
    return fields.checked(in);
  }

  /** The same under an id that the caller has made. */
  record Named(UUID runId, CreateRun run) {
    static Named read(FieldReader in) {
      Fields fields = new Fields();
      String runId = null;
      for (String field = in.next(); field != null; field = in.next()) {
        if (field.equals(RunIds.FIELD)) {
          runId = in.string();
        } else if (!fields.take(field, in)) {
          in.skip();
        }
      }
      String id = in.requireText(runId, RunIds.FIELD);
      return new Named(
          RunIds.parse(id)
              .orElseThrow(
                  () ->
                      ApiException.invalid(
                          "Invalid run ID: '"
                              + Texts.excerpt(id)
                              + "': must be 32 lower-case hex digits")),
          fields.checked(in));
    }
  }

  /** The fields as they arrive. */
  private static final class Fields {
    private @Nullable String experimentId;
    private @Nullable String name;
    private @Nullable String userId;
    private @Nullable Long startTime;
    private List<Tag> tags = List.of();

    boolean take(String field, FieldReader in) {
      switch (field) {
        case "experiment_id" -> experimentId = in.string();
        case "run_name" -> name = in.string();
        case "user_id" -> userId = in.string();
        case "start_time" -> startTime = in.int64();
        case "tags" -> tags = in.objects(Tag::readForNewRun);
        default -> {
          return false;
        }
      }
      return true;
    }

    CreateRun checked(FieldReader in) {
      List<Tag> all = new ArrayList<>(tags);
      String checkedName = CreateRun.name(name == null ? "" : name, all);
      refuseRepeats(all);
      return new CreateRun(
          ExperimentIds.parse(in.requireText(experimentId, "experiment_id")),
          checkedName,
          Texts.atMost(MAX_USER, userId == null ? "" : userId, "The user id"),
          startTime == null ? 0 : startTime,
          all);
    }
  }

  /** The name by field, by tag, or a generated one; the tag is added when it is not there. */
  private static String name(String byField, List<Tag> tags) {
    String byTag = "";
    for (Tag tag : tags) {
      if (tag.key().equals(Tag.RUN_NAME)) {
        byTag = tag.value();
      }
    }
    if (!byField.isEmpty() && !byTag.isEmpty() && !byField.equals(byTag)) {
      throw ApiException.invalid(
          "Both 'run_name' and the tag '"
              + Tag.RUN_NAME
              + "' are given, with different values: '"
              + Texts.excerpt(byField)
              + "' and '"
              + Texts.excerpt(byTag)
              + "'");
    }
    String given = byField.isEmpty() ? byTag : byField;
    String name = given.isEmpty() ? MadeUpNames.next() : RunNames.checked(given);
    if (byTag.isEmpty()) {
      tags.removeIf(tag -> tag.key().equals(Tag.RUN_NAME));
      tags.add(new Tag(Tag.RUN_NAME, name));
    }
    return name;
  }

  private static void refuseRepeats(List<Tag> tags) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : tags) {
      if (!keys.add(tag.key())) {
        throw ApiException.invalid("The tag '" + tag.key() + "' is given twice");
      }
    }
  }
}
