package io.durableemitter.ingress;

import io.grpc.Status;

/** Names of gRPC statuses. */
final class GrpcStatus {

  private GrpcStatus() {}

  static boolean isError(String name) {
    for (Status.Code code : Status.Code.values()) {
      if (code != Status.Code.OK && code.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  static Status of(String name) {
    return Status.fromCode(Status.Code.valueOf(name));
  }
}
