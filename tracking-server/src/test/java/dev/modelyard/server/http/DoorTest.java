package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class DoorTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Test
  void whoStandsInItWhenItIsShutIsServedAndWhoComesLaterIsRefused() throws Exception {
    Server server = new Server();
    Door door = new Door(server, new HttpConnectionFactory());
    door.setHost("127.0.0.1");
    server.addConnector(door);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            Content.Sink.write(response, true, "served", callback);
            return true;
          }
        });
    server.start();
    int port = door.getLocalPort();
    List<Socket> waiting = new ArrayList<>();
    try {
      // Nobody accepts now: the system holds whoever connects, as it does between two rounds.
      door.setAccepting(false);
      while (((ServerSocketChannel) door.getTransport()).isRegistered()) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 5; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        waiting.add(socket);
      }
      door.shut();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
      for (Socket socket : waiting) {
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200")
            .contains("served");
      }
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
      server.stop();
    }
  }
}
