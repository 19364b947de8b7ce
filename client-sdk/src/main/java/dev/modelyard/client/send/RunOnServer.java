package dev.modelyard.client.send;

import dev.modelyard.client.spool.Head;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.ServerFailure;
import java.io.IOException;
import java.util.Optional;

/** The run that a spool is of: made when it is first needed. Used by one thread. */
final class RunOnServer {
  private final Head head;
  private final Server server;
  private boolean wasDeleted;

  RunOnServer(Head head, Server server) {
    this.head = head;
    this.server = server;
  }

  /** The id that the run has on the server; makes the run if need be. */
  String id() throws IOException {
    String made = head.madeId();
    if (made != null) {
      return made;
    }
    String id = make();
    head.setMadeId(id);
    return id;
  }

  private String make() throws IOException {
    Head.Start start = head.start();
    server.experimentOf(start);
    try {
      server.putRun(start);
      return start.runId();
    } catch (ServerFailure failure) {
      if (!failure.isUnknownCall()) {
        throw failure;
      }
    }
    // A stock MLflow: once it was asked, its answer may have been lost, so look first.
    if (head.asked()) {
      Optional<String> there = server.findRun(start);
      if (there.isPresent()) {
        return there.get();
      }
    }
    head.setAsked();
    return server.createRun(start);
  }

  /** Whether what is logged to it can be stored now. */
  boolean isActive() throws IOException {
    Optional<String> lifecycle = server.lifecycle(id());
    wasDeleted |= lifecycle.isPresent() && lifecycle.get().equals("deleted");
    return lifecycle.isPresent() && lifecycle.get().equals("active");
  }

  /**
   * Makes it again, under its id, when the server knows it no more, as after a restore of a backup
   * from before it was made. False where that cannot be so, or somebody has deleted it for good.
   */
  boolean makeAgain() throws IOException {
    Head.Start start = head.start();
    boolean ours = !start.resumed() && start.runId().equals(head.madeId());
    if (!ours || wasDeleted || server.lifecycle(start.runId()).isPresent()) {
      return false;
    }
    server.forgetExperiments();
    server.putRun(start);
    return true;
  }
}
