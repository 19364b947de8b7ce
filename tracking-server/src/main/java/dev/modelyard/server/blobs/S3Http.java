package dev.modelyard.server.blobs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The JDK's HTTP client for the SDK, with two things that it lacks. It connects and reads with a
 * time limit, but would write for ever to a server that does not read; here the time that the
 * caller's own stream takes does not count. And it keeps a connection only when its answer was read
 * to the very end, which the SDK does not do with XML.
 */
final class S3Http implements SdkHttpClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_LEFT_UNREAD = 1024;
  private static final String IDLE_CONNECTIONS = "http.maxConnections";

  static {
    // The JDK keeps 5 connections for reuse when nobody says otherwise. Only S3 uses this client.
    if (System.getProperty(IDLE_CONNECTIONS) == null) {
      System.setProperty(IDLE_CONNECTIONS, "64");
    }
  }

  private final SdkHttpClient http;
  private final long patienceNanos;
  private final Set<WatchedCall> writing = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "s3-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  S3Http(Duration patience) {
    http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT)
            .socketTimeout(patience)
            .build();
    patienceNanos = patience.toNanos();
    long interval = patience.toMillis() / 10 + 1;
    var unused =
        watchdog.scheduleWithFixedDelay(
            () -> writing.forEach(WatchedCall::abortWhenStalled),
            interval,
            interval,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new WatchedCall(request);
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    http.close();
  }

  private final class WatchedCall implements ExecutableHttpRequest {
    private final ExecutableHttpRequest call;
    private volatile boolean isServersTurn;
    private volatile boolean stalled;
    private volatile long since;

    WatchedCall(HttpExecuteRequest request) {
      HttpExecuteRequest.Builder watched =
          HttpExecuteRequest.builder().request(request.httpRequest());
      request
          .contentStreamProvider()
          .ifPresent(
              body ->
                  watched.contentStreamProvider(
                      () -> new WatchedBody(new OneLastRead(body.newStream()))));
      request.metricCollector().ifPresent(watched::metricCollector);
      call = http.prepareRequest(watched.build());
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      writing.add(this);
      try {
        return withReadableEnd(call.call());
      } catch (IOException failure) {
        throw stalled ? stall(failure) : failure;
      } finally {
        writing.remove(this);
      }
    }

    @Override
    public void abort() {
      call.abort();
    }

    void abortWhenStalled() {
      if (isServersTurn && System.nanoTime() - since > patienceNanos) {
        stalled = true;
        call.abort();
      }
    }

    private SocketTimeoutException stall(IOException failure) {
      SocketTimeoutException stall =
          new SocketTimeoutException(
              "no byte was taken for " + TimeUnit.NANOSECONDS.toSeconds(patienceNanos) + " s");
      stall.initCause(failure);
      return stall;
    }

    /** Knows whose turn it is: the caller's while bytes are asked for, then the server's. */
    private final class WatchedBody extends BulkInputStream {
      private final InputStream in;

      WatchedBody(InputStream in) {
        this.in = in;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        isServersTurn = false;
        int count = in.read(into, offset, length);
        since = System.nanoTime();
        isServersTurn = true;
        return count;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    }
  }

  private static HttpExecuteResponse withReadableEnd(HttpExecuteResponse response) {
    Optional<AbortableInputStream> body = response.responseBody();
    if (body.isEmpty()) {
      return response;
    }
    InputStream readable =
        new FilterInputStream(body.get()) {
          @Override
          public void close() throws IOException {
            try (InputStream rest = in) {
              rest.readNBytes(MOST_LEFT_UNREAD);
            }
          }
        };
    return HttpExecuteResponse.builder()
        .response(response.httpResponse())
        .responseBody(AbortableInputStream.create(readable, body.get()))
        .build();
  }
}
