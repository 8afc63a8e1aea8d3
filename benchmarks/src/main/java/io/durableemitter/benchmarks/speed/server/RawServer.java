package io.durableemitter.benchmarks.speed.server;

import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Answers each batch with an empty message and does not look into it: what gRPC itself costs. */
public final class RawServer {

  /** Batches as bytes. */
  public static final MethodDescriptor<byte[], byte[]> METHOD =
      ChipIngressGrpc.getPublishBatchMethod().toBuilder(new Bytes(), new Bytes()).build();

  private static final byte[] EMPTY = new byte[0];
  private static final int MOST_BYTES = 16 << 20;

  private RawServer() {}

  static Server start() throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .maxInboundMessageSize(MOST_BYTES)
        .addService(
            ServerServiceDefinition.builder(ChipIngressGrpc.SERVICE_NAME)
                .addMethod(
                    METHOD,
                    ServerCalls.asyncUnaryCall(
                        (request, answers) -> {
                          answers.onNext(EMPTY);
                          answers.onCompleted();
                        }))
                .build())
        .build()
        .start();
  }
}
