package dev.modelyard.server.wire;

/** An enum that the wire spells by name or by protobuf number. */
public interface WireEnum {
  int number();
}
