package io.durableemitter.ingress.internal.http;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpChunkedInput;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.stream.ChunkedInput;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers the requests of one connection, one after the other. Nothing is read while an answer is
 * not written, or more than Netty's high-water mark of what others wrote, so that who sends without
 * reading has to wait.
 */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final ThrottledLog log =
      new LogThrottle(System::nanoTime).log(HttpConnection.class);

  // nothing but text and its looks, from nowhere else, and in nobody's frame
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Function<HttpRequest, HttpAnswer> routes;
  private final Runnable onRequest;
  private boolean answering;

  HttpConnection(Function<HttpRequest, HttpAnswer> routes, Runnable onRequest) {
    this.routes = routes;
    this.onRequest = onRequest;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    onRequest.run();
    answering = true;
    readIfFree(ctx);
    if (request.decoderResult().isFailure()) {
      send(ctx, HttpAnswer.error(400, "not a request of HTTP/1.1"), false);
      return;
    }
    String[] target = request.uri().split("\\?", 2);
    HttpAnswer answer =
        routes.apply(
            new HttpRequest(
                request.method().name(),
                target[0],
                target.length == 1 ? Optional.empty() : Optional.of(target[1]),
                name -> Optional.ofNullable(request.headers().get(name)),
                request.content().toString(StandardCharsets.UTF_8)));
    send(ctx, answer, HttpUtil.isKeepAlive(request));
  }

  private void send(ChannelHandlerContext ctx, HttpAnswer answer, boolean keepAlive) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    head.headers().set("Content-Type", answer.contentType());
    head.headers().set("X-Content-Type-Options", "nosniff");
    head.headers().set("Cache-Control", "no-store");
    head.headers().set("Content-Security-Policy", POLICY);
    HttpUtil.setTransferEncodingChunked(head, true);
    HttpUtil.setKeepAlive(head, keepAlive);
    var unused = ctx.write(head);
    var written = ctx.writeAndFlush(new HttpChunkedInput(new Pieces(answer)));
    var unusedToo =
        written.addListener(
            done -> {
              if (!done.isSuccess()) {
                exceptionCaught(ctx, done.cause());
              } else if (keepAlive) {
                // later, so that the next request is not answered on top of this one's stack
                ctx.executor().execute(() -> answered(ctx));
              } else {
                var unusedEither = ctx.close();
              }
            });
  }

  private void answered(ChannelHandlerContext ctx) {
    answering = false;
    readIfFree(ctx);
  }

  private void readIfFree(ChannelHandlerContext ctx) {
    var unused = ctx.channel().config().setAutoRead(!answering && ctx.channel().isWritable());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    readIfFree(ctx);
    super.channelWritabilityChanged(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      var unused = ctx.close();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // a client that has gone is nobody's business
    if (!(cause instanceof IOException)) {
      log.warn("http", "a connection by HTTP was ended: {}", cause.toString());
    }
    var unused = ctx.close();
  }

  /** An answer as Netty writes it: when the last piece has gone, the next one is made. */
  private static final class Pieces implements ChunkedInput<ByteBuf> {

    private final HttpAnswer answer;
    private long progress;
    private boolean closed;

    Pieces(HttpAnswer answer) {
      this.answer = answer;
    }

    @Override
    public boolean isEndOfInput() {
      return !answer.pieces().hasNext();
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) {
      return next();
    }

    private ByteBuf next() {
      byte[] piece = answer.pieces().next();
      progress += piece.length;
      return Unpooled.wrappedBuffer(piece);
    }

    @Deprecated
    @Override
    public ByteBuf readChunk(ChannelHandlerContext ctx) {
      return next();
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public long progress() {
      return progress;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        answer.atEnd().run();
      }
    }
  }
}
