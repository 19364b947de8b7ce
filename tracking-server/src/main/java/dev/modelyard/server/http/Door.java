package dev.modelyard.server.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Where connections come in. It can be shut without resetting those that the system has accepted
 * and we have not yet: on them a request may have been sent, which no proxy may send again. Whoever
 * comes later is refused, and that a proxy may try elsewhere.
 */
final class Door extends ServerConnector {
  private static final long DEREGISTERED_AFTER_NANOS = 5_000_000_000L;

  Door(Server server, ConnectionFactory connections) {
    // No acceptor threads, which nothing wakes but the next connection: a selector accepts.
    super(server, 0, -1, connections);
  }

  /** Lets in who has come, and nobody else. */
  void shut() throws IOException {
    if (!(getTransport() instanceof ServerSocketChannel door) || !door.isOpen()) {
      return;
    }
    setAccepting(false);
    // While a selector has it, closing it would wait for that one's next round.
    long end = System.nanoTime() + DEREGISTERED_AFTER_NANOS;
    while (door.isRegistered() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    for (SocketChannel late = door.accept(); late != null; late = door.accept()) {
      late.configureBlocking(false);
      configure(late.socket());
      getSelectorManager().accept(late);
    }
    door.close();
  }
}
