package dev.modelyard.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client.Reply;

/** What tests expect of answers. */
public final class Replies {
  private Replies() {}

  /** Done, with nothing to tell. */
  public static void assertDone(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{}");
  }

  /** Refused for what was asked. */
  public static void assertInvalid(Reply reply) {
    assertRefused(reply, 400, "INVALID_PARAMETER_VALUE");
  }

  /** Refused since there is no such thing. */
  public static void assertUnknown(Reply reply) {
    assertRefused(reply, 404, "RESOURCE_DOES_NOT_EXIST");
  }

  public static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.errorCode()).isEqualTo(code);
  }
}
