package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Says in an operator's words what S3 or the way to it said, and what would mend it. */
final class S3Errors {
  private static final Set<String> OF_A_FULL_STORE =
      Set.of("InsufficientStorage", "InsufficientCapacity", "QuotaExceeded", "XMinioStorageFull");
  private static final Set<String> OF_ANOTHER_REGION =
      Set.of("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed");

  private S3Errors() {}

  /** The action is the one that a policy would have to allow. */
  static BlobStoreException explain(
      BlobLocation.S3 location, String action, String key, SdkException failure) {
    String where = "%s on s3://%s/%s: ".formatted(action, location.bucket(), key);
    if (failure instanceof AwsServiceException answer) {
      return new BlobStoreException(
          kind(answer), where + answered(answer) + hint(answer, action), failure);
    }
    return new BlobStoreException(Kind.UNAVAILABLE, where + unanswered(location, failure), failure);
  }

  static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static Kind kind(AwsServiceException answer) {
    if (answer.statusCode() == 507 || OF_A_FULL_STORE.contains(code(answer))) {
      return Kind.FULL;
    }
    // 416: the object is there, but ends before the range that was asked for.
    return answer instanceof NoSuchKeyException || answer.statusCode() == 416
        ? Kind.MISSING
        : Kind.UNAVAILABLE;
  }

  private static String answered(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return "the store answered %d%s%s%s"
        .formatted(
            answer.statusCode(),
            code(answer).isEmpty() ? " without the error document of S3" : " " + code(answer),
            message == null || message.isBlank() ? "" : " \"" + message + "\"",
            answer.requestId() == null ? "" : " (request " + answer.requestId() + ")");
  }

  private static String hint(AwsServiceException answer, String action) {
    String code = code(answer);
    if (code.equals("NoSuchBucket")) {
      return ". Make the bucket, or name another one in MODELYARD_ARTIFACTS";
    }
    if (code.equals("RequestTimeTooSkewed")) {
      return ". Set the clock of this machine";
    }
    if (code.equals("InvalidAccessKeyId") || code.equals("SignatureDoesNotMatch")) {
      return ". Access key and secret key must be a pair that this store knows";
    }
    if (code.equals("ExpiredToken") || code.equals("InvalidToken")) {
      return ". These credentials are over: give the server new ones";
    }
    String region = region(answer);
    if (OF_ANOTHER_REGION.contains(code) || answer.statusCode() == 301) {
      return ". Set MODELYARD_S3_REGION to the region of the bucket"
          + (region.isEmpty() ? "" : ", which is " + region);
    }
    return answer.statusCode() == 403
        ? ". Allow these credentials to do %s, see docs/operations.md".formatted(action)
        : "";
  }

  private static String region(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? ""
        : details.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region").orElse("");
  }

  private static String unanswered(BlobLocation.S3 location, SdkException failure) {
    String store = location.endpoint() == null ? "Amazon S3" : location.endpoint().toString();
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Unable to load credentials")) {
      // The SDK first lists its providers, then what each of them lacked.
      return "there are no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a"
          + " profile, or give this machine or pod a role. It was looked for in "
          + message.substring(message.lastIndexOf(" : [") + 3);
    }
    if (failure instanceof ApiCallTimeoutException) {
      return "%s did not answer in time (%s)".formatted(store, message);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "there is no host %s. Look at MODELYARD_S3_ENDPOINT and MODELYARD_S3_REGION"
            .formatted(cause.getMessage());
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return "nobody answers at %s (%s)".formatted(store, cause.getMessage());
      }
      if (cause instanceof SocketTimeoutException) {
        return "%s did not answer in time (%s)".formatted(store, cause.getMessage());
      }
      if (cause instanceof SSLException) {
        return "no TLS with %s (%s)".formatted(store, cause.getMessage());
      }
    }
    return "%s (%s)".formatted(message, failure.getCause());
  }
}
