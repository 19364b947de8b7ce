package dev.modelyard.server.blobs;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The calls that we make, on one bucket below one prefix. Each failure is explained, with the
 * action that a policy must allow for the call.
 */
final class S3Bucket {
  private static final String PUT = "s3:PutObject";
  private static final String GET = "s3:GetObject";
  private static final String DELETE = "s3:DeleteObject";
  private static final String LIST_UPLOADS = "s3:ListBucketMultipartUploads";
  private static final String ABORT = "s3:AbortMultipartUpload";

  private final BlobLocation.S3 location;
  private final S3Client client;
  // For calls that carry little: an answer is expected within this time, all attempts together.
  private final AwsRequestOverrideConfiguration soon;

  S3Bucket(BlobLocation.S3 location, S3Client client, Duration patience) {
    this.location = location;
    this.client = client;
    soon = AwsRequestOverrideConfiguration.builder().apiCallTimeout(patience).build();
  }

  String key(UUID id) {
    return location.prefix() + id.toString().replace("-", "");
  }

  /** For a body that can be begun anew: within a time limit, however often it is sent. */
  void putSoon(String key, RequestBody body) {
    call(
        PUT,
        key,
        () ->
            client.putObject(
                put -> put.bucket(location.bucket()).key(key).overrideConfiguration(soon), body));
  }

  /** For a body that may take any time to come. */
  PutObjectResponse put(String key, RequestBody body) {
    return call(
        PUT, key, () -> client.putObject(put -> put.bucket(location.bucket()).key(key), body));
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
    return call(
        GET,
        key,
        () ->
            client
                .headObject(
                    head -> head.bucket(location.bucket()).key(key).overrideConfiguration(soon))
                .contentLength());
  }

  boolean has(String key) {
    try {
      return size(key) >= 0;
    } catch (BlobStoreException failure) {
      if (failure.kind() == BlobStoreException.Kind.MISSING) {
        return false;
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

  String begin(String key) {
    return call(
        PUT,
        key,
        () ->
            client
                .createMultipartUpload(
                    begin -> begin.bucket(location.bucket()).key(key).overrideConfiguration(soon))
                .uploadId());
  }

  CompletedPart part(String key, String uploadId, int number, RequestBody body) {
    return call(
        PUT,
        key,
        () -> {
          var put =
              client.uploadPart(
                  part ->
                      part.bucket(location.bucket()).key(key).uploadId(uploadId).partNumber(number),
                  body);
          return CompletedPart.builder()
              .partNumber(number)
              .eTag(put.eTag())
              .checksumCRC32(put.checksumCRC32())
              .build();
        });
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

  private <T> T call(String action, String key, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException failure) {
      throw S3Errors.explain(location, action, key, failure);
    }
  }
}
