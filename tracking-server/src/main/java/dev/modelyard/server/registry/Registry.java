package dev.modelyard.server.registry;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.registry.events.EventLog;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The frame of every change of the registry: one transaction that locks the model, changes it, and
 * at last notes in the log what happened. So of several who change the same model one comes after
 * the other, on however many servers, and each sees what the one before has done. Thread-safe.
 */
final class Registry {
  private final Database database;
  private final InstantSource clock;

  Registry(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Changes the model of that name by {@code work}, or refuses when there is none. What {@code
   * work} throws undoes all of it; what it does not note in the log has not changed anything.
   */
  <T> T edit(String name, Author author, Function<Edit, T> work) {
    return edit(name, author, handle -> {}, work);
  }

  /** As {@link #edit}, and does {@code first} before the model is locked. */
  <T> T edit(String name, Author author, Consumer<Handle> first, Function<Edit, T> work) {
    return database.transaction(
        handle -> {
          first.accept(handle);
          Edit.Locked model =
              ModelStore.lock(handle, name).orElseThrow(() -> ModelNames.unknown(name));
          Edit edit = new Edit(handle, model, clock.millis());
          T result = work.apply(edit);
          log(edit, author);
          return result;
        });
  }

  /** Reads. */
  <T> T read(Function<Handle, T> work) {
    return database.statement(work);
  }

  /** As {@link #edit}, for a model that is only just made. */
  <T> T transaction(Function<Handle, T> work) {
    return database.transaction(work);
  }

  long now() {
    return clock.millis();
  }

  static void log(Edit edit, Author author) {
    if (!edit.events().isEmpty()) {
      EventLog.append(edit.handle(), author, edit.events(), edit.now());
    }
  }
}
