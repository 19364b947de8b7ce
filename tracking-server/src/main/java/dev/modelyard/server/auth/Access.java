package dev.modelyard.server.auth;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and may they? A server without login takes everyone for {@code anonymous} and grants
 * all that is not administration. Thread-safe.
 */
public final class Access {
  private static final Set<Permission> ANONYMOUS_GRANTS =
      EnumSet.complementOf(EnumSet.of(Permission.ADMIN));

  /**
   * Tells the caller by the headers of the request. Browsers name the origin with every call that
   * changes something, and nobody else does.
   */
  public Principal principal(@Nullable String userAgent, @Nullable String origin) {
    if (origin != null) {
      return Principal.ANONYMOUS_UI;
    }
    boolean client =
        userAgent != null
            && (userAgent.startsWith("mlflow-") || userAgent.startsWith("modelyard-"));
    return client ? Principal.ANONYMOUS_CLIENT : Principal.ANONYMOUS;
  }

  /** Refuses with PERMISSION_DENIED when {@code principal} lacks the right. */
  public void require(Permission permission, Principal principal) {
    if (permission != Permission.OPEN && !ANONYMOUS_GRANTS.contains(permission)) {
      throw new ApiException(
          ErrorCode.PERMISSION_DENIED,
          "The user '" + principal.user() + "' lacks the permission " + permission);
    }
  }
}
