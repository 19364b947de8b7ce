package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK's two clients for a location: one that talks to S3, one that only signs URLs. */
final class S3Connection implements AutoCloseable {
  static final int ATTEMPTS = 3;

  private final DefaultCredentialsProvider credentials =
      DefaultCredentialsProvider.builder().build();
  private final S3Http http;
  private final S3Client client;
  private final S3Client onceClient;
  private final S3Presigner presigner;

  S3Connection(BlobLocation.S3 location, S3Limits limits) {
    Region region = region(location);
    S3Configuration configuration =
        S3Configuration.builder()
            .pathStyleAccessEnabled(location.pathStyle())
            // What is held in memory need not wait for S3 to ask for it.
            .expectContinueThresholdInBytes(limits.bufferedBytes() + 1L)
            .build();
    http = new S3Http(limits.patience());
    client = client(location, region, configuration, ATTEMPTS);
    onceClient = client(location, region, configuration, 1);
    presigner =
        S3Presigner.builder()
            .credentialsProvider(credentials)
            .endpointOverride(location.endpoint())
            .region(region)
            .serviceConfiguration(configuration)
            .build();
  }

  private S3Client client(
      BlobLocation.S3 location, Region region, S3Configuration configuration, int attempts) {
    RetryStrategy retries =
        AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(attempts).build();
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials)
            .region(region)
            .serviceConfiguration(configuration)
            .overrideConfiguration(settings -> settings.retryStrategy(retries))
            .requestChecksumCalculation(
                sendsChecksums(location)
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            // We read ranges, whose bytes S3 has no checksum of.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (location.endpoint() != null) {
      builder.endpointOverride(location.endpoint());
    }
    return builder.build();
  }

  S3Client client() {
    return client;
  }

  /** For bodies that cannot be sent again. */
  S3Client onceClient() {
    return onceClient;
  }

  S3Presigner presigner() {
    return presigner;
  }

  @Override
  public void close() {
    presigner.close();
    client.close();
    onceClient.close();
    http.close();
    credentials.close();
  }

  /**
   * Whether a CRC follows every body. Amazon compares it and keeps it; other stores may not know
   * that form, so they get it only when the operator asks for it, in the SDK's own way.
   */
  static boolean sendsChecksums(BlobLocation.S3 location) {
    return SdkSystemSetting.AWS_REQUEST_CHECKSUM_CALCULATION
        .getStringValue()
        .map(calculation -> calculation.equalsIgnoreCase("when_supported"))
        .orElse(location.endpoint() == null);
  }

  private static Region region(BlobLocation.S3 location) {
    String given = location.region();
    if (given != null) {
      return Region.of(given);
    }
    if (location.endpoint() != null) {
      // Most other stores have no regions, yet a signature must name one.
      Optional<String> set = SdkSystemSetting.AWS_REGION.getStringValue();
      return set.map(Region::of).orElse(Region.US_EAST_1);
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException unknown) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE,
          "Nothing says in which region " + location + " is: set MODELYARD_S3_REGION",
          unknown);
    }
  }
}
