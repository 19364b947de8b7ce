package dev.modelyard.server.blobs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The calls that we make, on one bucket below one prefix. Each failure is explained, with the
 * action that a policy must allow for the call.
 */
final class S3Bucket {
  private static final String PUT = "s3:PutObject";
  private static final String GET = "s3:GetObject";
  private static final String DELETE = "s3:DeleteObject";
  private static final String LIST = "s3:ListBucket";
  private static final String LIST_UPLOADS = "s3:ListBucketMultipartUploads";
  private static final String ABORT = "s3:AbortMultipartUpload";

  private final BlobLocation.S3 location;
  private final S3Client client;
  private final S3Client onceClient;
  private final boolean sendsChecksums;
  // For calls that carry little: an answer is expected within this time, all attempts together.
  private final AwsRequestOverrideConfiguration soon;
  private final AwsRequestOverrideConfiguration anyTime =
      AwsRequestOverrideConfiguration.builder().build();

  S3Bucket(BlobLocation.S3 location, S3Connection connection, Duration patience) {
    this.location = location;
    client = connection.client();
    onceClient = connection.onceClient();
    sendsChecksums = S3Connection.sendsChecksums(location);
    soon = AwsRequestOverrideConfiguration.builder().apiCallTimeout(patience).build();
  }

  String key(UUID id) {
    return location.prefix() + BlobName.of(id);
  }

  /** An {@link IOException} is the one of the caller's stream. */
  void put(String key, S3Body body) throws IOException {
    send(
        key,
        body,
        client ->
            client.putObject(
                put ->
                    put.bucket(location.bucket())
                        .key(key)
                        .overrideConfiguration(body.isHeld() ? soon : anyTime),
                body.content()));
  }

  /** The bytes from the first to the last, or those of them that there are. */
  ResponseInputStream<GetObjectResponse> get(String key, long first, long last) {
    return call(
        GET,
        key,
        () ->
            client.getObject(
                get ->
                    get.bucket(location.bucket())
                        .key(key)
                        .range("bytes=" + first + "-" + last)
                        .overrideConfiguration(soon)));
  }

  long size(String key) {
    return head(key).contentLength();
  }

  /** What is known of an object before a byte of it is read. */
  private HeadObjectResponse head(String key) {
    return call(
        GET,
        key,
        () ->
            client.headObject(
                head -> head.bucket(location.bucket()).key(key).overrideConfiguration(soon)));
  }

  /** The objects, and the folders, directly below a prefix that is empty or ends in a slash. */
  List<ListObjectsV2Response> level(String prefix) {
    return call(
        LIST,
        prefix,
        () ->
            client
                .listObjectsV2Paginator(
                    list ->
                        list.bucket(location.bucket())
                            .prefix(prefix)
                            .delimiter("/")
                            .overrideConfiguration(soon))
                .stream()
                .toList());
  }

  /** As {@link #head}, of an object that need not be there. */
  Optional<HeadObjectResponse> find(String key) {
    try {
      return Optional.of(head(key));
    } catch (BlobStoreException failure) {
      if (failure.kind() == BlobStoreException.Kind.MISSING) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  void delete(String key) {
    call(
        DELETE,
        key,
        () ->
            client.deleteObject(
                delete -> delete.bucket(location.bucket()).key(key).overrideConfiguration(soon)));
  }

  /** The ids of the multipart uploads that were begun for this key and not ended. */
  List<String> uploads(String key) {
    return call(
        LIST_UPLOADS,
        key,
        () ->
            client
                .listMultipartUploadsPaginator(
                    list -> list.bucket(location.bucket()).prefix(key).overrideConfiguration(soon))
                .uploads()
                .stream()
                .filter(upload -> upload.key().equals(key))
                .map(MultipartUpload::uploadId)
                .toList());
  }

  /** Begins an upload whose parts the server sends. */
  String begin(String key) {
    // What is said here must fit what comes with the parts, or S3 refuses them.
    return begin(key, sendsChecksums ? ChecksumAlgorithm.CRC32 : null);
  }

  /** Begins an upload whose parts others send, who know of no checksums. */
  String beginForOthers(String key) {
    return begin(key, null);
  }

  private String begin(String key, @Nullable ChecksumAlgorithm checksum) {
    return call(
        PUT,
        key,
        () ->
            client
                .createMultipartUpload(
                    begin ->
                        begin
                            .bucket(location.bucket())
                            .key(key)
                            .checksumAlgorithm(checksum)
                            .overrideConfiguration(soon))
                .uploadId());
  }

  CompletedPart part(String key, String uploadId, int number, S3Body body) throws IOException {
    UploadPartResponse part =
        send(
            key,
            body,
            client ->
                client.uploadPart(
                    put ->
                        put.bucket(location.bucket())
                            .key(key)
                            .uploadId(uploadId)
                            .partNumber(number),
                    body.content()));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(part.eTag())
        .checksumCRC32(part.checksumCRC32())
        .build();
  }

  void complete(String key, String uploadId, List<CompletedPart> parts) {
    call(
        PUT,
        key,
        () ->
            client.completeMultipartUpload(
                complete ->
                    complete
                        .bucket(location.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(parts))));
  }

  void abort(String key, String uploadId) {
    call(
        ABORT,
        key,
        () -> {
          try {
            return client.abortMultipartUpload(
                abort ->
                    abort
                        .bucket(location.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .overrideConfiguration(soon));
          } catch (AwsServiceException gone) {
            if (S3Errors.code(gone).equals("NoSuchUpload")) {
              return gone;
            }
            throw gone;
          }
        });
  }

  /**
   * Bytes in memory are left to the SDK's retries. What passes through can be begun again only
   * while none of it is gone: when a connection was kept that S3 had closed meanwhile.
   */
  private <T> T send(String key, S3Body body, Function<S3Client, T> request) throws IOException {
    if (body.isHeld()) {
      return call(PUT, key, () -> request.apply(client));
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return call(PUT, key, () -> request.apply(onceClient));
      } catch (RuntimeException failure) {
        body.rethrowCallersFailure();
        boolean lineBroke = failure.getCause() instanceof SdkClientException;
        if (body.isTouched() || !lineBroke || attempt == S3Connection.ATTEMPTS) {
          throw failure;
        }
      }
    }
  }

  private <T> T call(String action, String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException failure) {
      throw S3Errors.explain(location, action, key, failure);
    }
  }
}
