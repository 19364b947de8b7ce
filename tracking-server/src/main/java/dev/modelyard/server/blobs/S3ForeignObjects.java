package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects in S3 below the allowed locations. */
final class S3ForeignObjects implements ForeignObjects {
  private static final Pattern URI = Pattern.compile("s3://([^/?#]+)/([^?#]*)");
  private static final int BUFFER_BYTES = 128 * 1024;

  /** A location with its own connection, as its bucket may lie elsewhere. */
  private record Allowed(BlobLocation.S3 location, S3Connection connection, S3Bucket bucket) {}

  private record Place(S3Bucket bucket, String key) {}

  private final List<Allowed> allowed = new ArrayList<>();

  S3ForeignObjects(List<BlobLocation.S3> locations) {
    for (BlobLocation.S3 location : locations) {
      S3Connection connection = new S3Connection(location, S3Limits.DEFAULT);
      S3Bucket bucket = new S3Bucket(location, connection, S3Limits.DEFAULT.patience());
      allowed.add(new Allowed(location, connection, bucket));
    }
  }

  @Override
  public boolean allows(String uri) {
    return place(uri).isPresent();
  }

  @Override
  public List<Child> list(String uri) {
    Place folder = require(uri.endsWith("/") ? uri : uri + "/");
    List<Child> children = new ArrayList<>();
    int prefix = folder.key().length();
    for (ListObjectsV2Response page : folder.bucket().level(folder.key())) {
      for (CommonPrefix inner : page.commonPrefixes()) {
        String name = inner.prefix().substring(prefix, inner.prefix().length() - 1);
        children.add(new Child(name, -1));
      }
      for (S3Object object : page.contents()) {
        // An object that is named like the folder itself only marks it.
        if (object.key().length() > prefix) {
          children.add(new Child(object.key().substring(prefix), object.size()));
        }
      }
    }
    children.removeIf(child -> child.name().isEmpty());
    children.sort(Comparator.comparing(Child::name));
    return children;
  }

  @Override
  public Optional<Found> find(String uri) {
    Place place = require(uri);
    return place
        .bucket()
        .find(place.key())
        .map(
            head ->
                new Found(head.contentLength(), head.eTag(), head.lastModified().toEpochMilli()));
  }

  @Override
  public void read(String uri, long offset, long length, Blobs.Sink sink) throws IOException {
    Place place = require(uri);
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    try (InputStream in =
        new StoreStream(place.bucket().get(place.key(), offset, offset + length - 1), uri)) {
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new BlobStoreException(Kind.UNAVAILABLE, uri + " became shorter while it was read");
        }
        sink.write(ByteBuffer.wrap(buffer, 0, n));
        left -= n;
      }
    }
  }

  @Override
  public void close() {
    allowed.forEach(each -> each.connection().close());
  }

  private Place require(String uri) {
    return place(uri).orElseThrow(() -> new IllegalStateException("not to be read by this server"));
  }

  private Optional<Place> place(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String key = parts.group(2);
    return allowed.stream()
        .filter(each -> each.location().bucket().equals(parts.group(1)))
        .filter(each -> key.startsWith(each.location().prefix()))
        .map(each -> new Place(each.bucket(), key))
        .findFirst();
  }
}
