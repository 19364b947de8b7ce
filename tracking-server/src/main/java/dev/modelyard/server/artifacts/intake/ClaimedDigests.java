package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.error.ApiException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says the digest of its bytes is: {@code Content-Digest} and {@code Repr-Digest}
 * (RFC 9530), {@code Digest} (RFC 3230), {@code Content-MD5}, and S3's {@code
 * x-amz-checksum-sha256}. Algorithms that are not known here are passed over, as those RFCs ask.
 * Not thread-safe.
 */
public final class ClaimedDigests {
  private static final String SHA_256 = "SHA-256";

  private static final Map<String, String> KNOWN =
      Map.of("sha-256", SHA_256, "sha-512", "SHA-512", "md5", "MD5");

  /** No claim at all. */
  public static final ClaimedDigests NONE = new ClaimedDigests();

  private final Map<String, byte[]> claimed = new LinkedHashMap<>();
  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();

  /** {@code header} gives the value of a header, null when it was not sent. */
  public static ClaimedDigests of(Function<String, @Nullable String> header) {
    ClaimedDigests claims = new ClaimedDigests();
    claims.readList("Content-Digest", header.apply("Content-Digest"));
    claims.readList("Repr-Digest", header.apply("Repr-Digest"));
    claims.readList("Digest", header.apply("Digest"));
    claims.claim("Content-MD5", "md5", header.apply("Content-MD5"));
    claims.claim("x-amz-checksum-sha256", "sha-256", header.apply("x-amz-checksum-sha256"));
    return claims;
  }

  /** Takes what belongs to the digests that are not taken anyway. */
  void update(byte[] bytes, int offset, int length) {
    for (MessageDigest digest : digests.values()) {
      digest.update(bytes, offset, length);
    }
  }

  /** Refuses bytes that are not what the caller claimed; {@code sha256} is theirs. */
  void check(byte[] sha256) {
    claimed.forEach(
        (algorithm, claim) -> {
          MessageDigest digest = digests.get(algorithm);
          byte[] actual = digest == null ? sha256 : digest.digest();
          if (!MessageDigest.isEqual(actual, claim)) {
            throw ApiException.invalid(
                "The bytes that arrived are not those that were announced: their "
                    + algorithm
                    + " is "
                    + base64(actual)
                    + " (base64), the request said "
                    + base64(claim)
                    + ". Nothing was stored.");
          }
        });
  }

  /** {@code sha-256=:…:, md5=:…:}, or without the colons in the older header. */
  private void readList(String name, @Nullable String list) {
    if (list != null) {
      for (String entry : list.split(",", -1)) {
        int equals = entry.indexOf('=');
        if (equals < 0) {
          throw malformed(name);
        }
        String value = entry.substring(equals + 1).strip();
        boolean colons = value.length() > 1 && value.startsWith(":") && value.endsWith(":");
        claim(
            name,
            entry.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            colons ? value.substring(1, value.length() - 1) : value);
      }
    }
  }

  private void claim(String name, String algorithm, @Nullable String base64) {
    String known = KNOWN.get(algorithm);
    if (known == null || base64 == null) {
      return;
    }
    byte[] claim;
    try {
      claim = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw malformed(name);
    }
    MessageDigest digest = Digests.of(known);
    if (claim.length != digest.getDigestLength()) {
      throw malformed(name);
    }
    byte[] before = claimed.put(known, claim);
    if (before != null && !MessageDigest.isEqual(before, claim)) {
      throw ApiException.invalid("The headers announce two different digests");
    }
    if (!known.equals(SHA_256)) {
      digests.put(known, digest);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static ApiException malformed(String header) {
    return ApiException.invalid(
        "The header " + header + " holds no digest in base64, such as sha-256=:RBNvo1Wz…=:");
  }
}
