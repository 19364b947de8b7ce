package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Database;
import java.util.List;

/** Puts the runs that a search finds together by what they have in common. Thread-safe. */
final class Groups {
  /** As many groups as are told. */
  private static final int MOST = 500;

  private final Database database;

  Groups(Database database) {
    this.database = database;
  }

  /**
   * Those with the most runs first.
   *
   * @param truncated whether there are more
   */
  record Found(List<Group> groups, boolean truncated) {}

  Found of(GroupRequest request) {
    if (request.search().experimentIds().isEmpty()) {
      return new Found(List.of(), false);
    }
    List<Group> groups = database.statement(handle -> GroupStore.groups(handle, request, MOST + 1));
    return new Found(groups.stream().limit(MOST).toList(), groups.size() > MOST);
  }
}
