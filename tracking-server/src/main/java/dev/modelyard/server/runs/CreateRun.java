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

/** A checked wish for a new run; its name stands among its tags, too. */
record CreateRun(long experimentId, String name, String userId, long startTime, List<Tag> tags) {
  /** Longest user id, in code points. */
  private static final int MAX_USER = 256;

  static CreateRun read(FieldReader in) {
    String experimentId = null;
    String name = null;
    String userId = null;
    Long startTime = null;
    List<Tag> tags = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_id" -> experimentId = in.string();
        case "run_name" -> name = in.string();
        case "user_id" -> userId = in.string();
        case "start_time" -> startTime = in.int64();
        case "tags" -> tags = in.objects(Tag::readForNewRun);
        default -> in.skip();
      }
    }
    List<Tag> all = new ArrayList<>(tags);
    String checkedName = name(name == null ? "" : name, all);
    refuseRepeats(all);
    return new CreateRun(
        ExperimentIds.parse(in.requireText(experimentId, "experiment_id")),
        checkedName,
        Texts.atMost(MAX_USER, userId == null ? "" : userId, "The user id"),
        startTime == null ? 0 : startTime,
        all);
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
