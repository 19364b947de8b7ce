package dev.modelyard.server.blobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** URLs of S3 itself, signed with the server's credentials. */
final class S3DirectTransfers implements DirectTransfers {
  private static final Duration PART_URL = Duration.ofHours(1);
  private static final Duration READ_URL = Duration.ofMinutes(5);
  private static final Set<String> OF_WRONG_PARTS =
      Set.of("EntityTooSmall", "InvalidPart", "InvalidPartOrder", "MalformedXML", "NoSuchUpload");

  private final BlobLocation.S3 location;
  private final S3Bucket bucket;
  private final S3Presigner presigner;

  S3DirectTransfers(BlobLocation.S3 location, S3Bucket bucket, S3Presigner presigner) {
    this.location = location;
    this.bucket = bucket;
    this.presigner = presigner;
  }

  @Override
  public String begin(UUID id) {
    return bucket.beginForOthers(bucket.key(id));
  }

  @Override
  public URI partUrl(UUID id, String uploadId, int number) {
    return uri(
        presigner
            .presignUploadPart(
                url ->
                    url.signatureDuration(PART_URL)
                        .uploadPartRequest(
                            part ->
                                part.bucket(location.bucket())
                                    .key(bucket.key(id))
                                    .uploadId(uploadId)
                                    .partNumber(number)))
            .url());
  }

  @Override
  public long complete(UUID id, String uploadId, List<Part> parts) {
    String key = bucket.key(id);
    requireOrder(parts);
    try {
      bucket.complete(
          key,
          uploadId,
          parts.stream()
              .map(part -> CompletedPart.builder().partNumber(part.number()).eTag(part.etag()))
              .map(CompletedPart.Builder::build)
              .toList());
    } catch (BlobStoreException failure) {
      String code =
          failure.getCause() instanceof AwsServiceException answer ? S3Errors.code(answer) : "";
      if (!OF_WRONG_PARTS.contains(code)) {
        throw failure;
      }
      // The key is of this upload alone: if an object is there, the call is being repeated.
      if (!code.equals("NoSuchUpload") || bucket.find(key).isEmpty()) {
        throw new PartsRefusedException(refusal(code));
      }
    }
    return bucket.size(key);
  }

  @Override
  public URI readUrl(UUID id) {
    return uri(
        presigner
            .presignGetObject(
                url ->
                    url.signatureDuration(READ_URL)
                        .getObjectRequest(get -> get.bucket(location.bucket()).key(bucket.key(id))))
            .url());
  }

  /** Not every store looks at this itself. */
  private static void requireOrder(List<Part> parts) {
    if (parts.isEmpty()) {
      throw new PartsRefusedException("An upload needs at least one part");
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).number() <= parts.get(i - 1).number()) {
        throw new PartsRefusedException(refusal("InvalidPartOrder"));
      }
    }
  }

  private static String refusal(String code) {
    return switch (code) {
      case "EntityTooSmall" -> "Every part but the last must have at least 5 MiB";
      case "InvalidPartOrder" -> "The parts must come in ascending order of their numbers";
      case "NoSuchUpload" -> "This upload is unknown, over or given up";
      default -> "A part is missing, or its etag is not the one that the store gave";
    };
  }

  private static URI uri(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("The SDK made a malformed URL", impossible);
    }
  }
}
