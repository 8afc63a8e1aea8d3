package io.durableemitter.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** A connection whose other end takes what is sent, but not the end of it. */
final class StuckExchange extends HttpExchange {

  private final Runnable onHead;
  private final Headers headers = new Headers();
  private final OutputStream out = new ByteArrayOutputStream();
  private final CountDownLatch never = new CountDownLatch(1);
  private boolean cutOff;

  StuckExchange(Runnable onHead) {
    this.onHead = onHead;
  }

  boolean isCutOff() {
    return cutOff;
  }

  @Override
  public void close() {
    if (cutOff) {
      return;
    }
    try {
      never.await();
    } catch (InterruptedException e) {
      cutOff = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void sendResponseHeaders(int status, long length) {
    onHead.run();
  }

  @Override
  public Headers getResponseHeaders() {
    return headers;
  }

  @Override
  public OutputStream getResponseBody() {
    return out;
  }

  @Override
  public Headers getRequestHeaders() {
    return headers;
  }

  @Override
  public URI getRequestURI() {
    return URI.create("/api/stream");
  }

  @Override
  public String getRequestMethod() {
    return "GET";
  }

  @Override
  public HttpContext getHttpContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InputStream getRequestBody() {
    return InputStream.nullInputStream();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return new InetSocketAddress(0);
  }

  @Override
  public int getResponseCode() {
    return 200;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return new InetSocketAddress(0);
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public Object getAttribute(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(String name, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpPrincipal getPrincipal() {
    throw new UnsupportedOperationException();
  }
}
