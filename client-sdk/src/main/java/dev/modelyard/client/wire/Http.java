package dev.modelyard.client.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP/1.1, each with one deadline for all of it: the JDK's own ends when the headers
 * are there, and a body that never ends would hold its caller for good. Thread-safe.
 */
public final class Http {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST = 64 << 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String base;
  private final @Nullable String authorization;

  /**
   * Requests to one server.
   *
   * @param base its address, without a slash at the end
   * @param authorization the header of that name, or null
   */
  public Http(String base, @Nullable String authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  /** An answer of any status. */
  public static final class Answer {
    private final int status;
    private final byte[] body;
    private final HttpHeaders headers;

    Answer(int status, byte[] body, HttpHeaders headers) {
      this.status = status;
      this.body = body;
      this.headers = headers;
    }

    public int status() {
      return status;
    }

    byte[] body() {
      return body;
    }

    /** Seconds after which the server wants to be asked again. */
    OptionalLong retryAfter() {
      try {
        return headers.firstValueAsLong("Retry-After");
      } catch (NumberFormatException date) {
        return OptionalLong.empty();
      }
    }

    HttpHeaders headers() {
      return headers;
    }
  }

  /** Sends a request with a JSON body or none, and waits at most so long for the whole answer. */
  public Answer send(String method, String path, byte @Nullable [] json, Duration deadline)
      throws IOException {
    HttpRequest.Builder request = request(path);
    if (json == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofByteArray(json));
    }
    return send(request.build(), deadline);
  }

  /** Puts a file, with its digest as RFC 9530 spells it. */
  Answer upload(String path, HttpRequest.BodyPublisher body, String digest, Duration deadline)
      throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .header("Content-Digest", digest)
            .PUT(body)
            .build(),
        deadline);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("User-Agent", "modelyard-java");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request;
  }

  /** Gives the body of a good answer to {@code sink} as it comes; any other is in the answer. */
  Answer download(String path, Sink sink, Duration deadline) throws IOException {
    return send(request(path).GET().build(), sink, deadline);
  }

  /** Takes bytes as they come. */
  @FunctionalInterface
  interface Sink {
    void accept(ByteBuffer bytes) throws IOException;
  }

  private Answer send(HttpRequest request, Duration deadline) throws IOException {
    return send(request, null, deadline);
  }

  private Answer send(HttpRequest request, @Nullable Sink sink, Duration deadline)
      throws IOException {
    Bytes bytes = new Bytes(sink);
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, bytes::with);
    try {
      HttpResponse<byte[]> response = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (TimeoutException late) {
      throw new HttpTimeoutException("no whole answer within " + deadline);
    } catch (ExecutionException failure) {
      throw new IOException("no answer from " + base + ": " + failure.getCause(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an answer");
    } finally {
      answer.cancel(true);
      bytes.cancel();
    }
  }

  /** Collects a body; cancelling it closes the connection, which the JDK's collector cannot. */
  private static final class Bytes implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;
    private final @Nullable Sink sink;
    private boolean good;
    private boolean cancelled;

    Bytes(@Nullable Sink sink) {
      this.sink = sink;
    }

    HttpResponse.BodySubscriber<byte[]> with(HttpResponse.ResponseInfo head) {
      good = head.statusCode() / 100 == 2;
      return this;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (cancelled) {
        given.cancel();
      } else {
        given.request(Long.MAX_VALUE);
      }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
      try {
        for (ByteBuffer buffer : buffers) {
          take(buffer);
        }
      } catch (IOException failure) {
        whole.completeExceptionally(failure);
        end();
      }
    }

    private void take(ByteBuffer buffer) throws IOException {
      if (sink != null && good) {
        sink.accept(buffer);
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.write(part, 0, part.length);
      if (bytes.size() > MOST) {
        throw new IOException("an answer of more than 64 MiB");
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public synchronized void onComplete() {
      whole.complete(bytes.toByteArray());
    }

    private void end() {
      if (subscription != null) {
        subscription.cancel();
      }
    }

    synchronized void cancel() {
      cancelled = true;
      if (!whole.isDone()) {
        end();
      }
    }
  }
}
