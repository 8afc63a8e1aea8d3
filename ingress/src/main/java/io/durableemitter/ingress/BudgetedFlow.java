package io.durableemitter.ingress;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameWriter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2LocalFlowController;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flow control of a connection, with the bytes of its requests counted and held to a budget.
 */
final class BudgetedFlow implements Http2LocalFlowController {

  private final Http2LocalFlowController flow;
  private final ConnectionGuard guard;

  BudgetedFlow(Http2LocalFlowController flow, ConnectionGuard guard) {
    this.flow = flow;
    this.guard = guard;
  }

  @Override
  public void receiveFlowControlledFrame(
      @Nullable Http2Stream stream, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    flow.receiveFlowControlledFrame(stream, data, padding, endOfStream);
    guard.received(stream, data.readableBytes() + padding, endOfStream);
  }

  @Override
  public boolean consumeBytes(@Nullable Http2Stream stream, int bytes) throws Http2Exception {
    return guard.mayGoOn(stream, bytes) && flow.consumeBytes(stream, bytes);
  }

  @Override
  public Http2LocalFlowController frameWriter(Http2FrameWriter writer) {
    flow.frameWriter(writer);
    return this;
  }

  @Override
  public int unconsumedBytes(Http2Stream stream) {
    return flow.unconsumedBytes(stream);
  }

  @Override
  public int initialWindowSize(Http2Stream stream) {
    return flow.initialWindowSize(stream);
  }

  @Override
  public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
    flow.channelHandlerContext(context);
  }

  @Override
  public void initialWindowSize(int size) throws Http2Exception {
    flow.initialWindowSize(size);
  }

  @Override
  public int initialWindowSize() {
    return flow.initialWindowSize();
  }

  @Override
  public int windowSize(Http2Stream stream) {
    return flow.windowSize(stream);
  }

  @Override
  public void incrementWindowSize(Http2Stream stream, int bytes) throws Http2Exception {
    flow.incrementWindowSize(stream, bytes);
  }
}
