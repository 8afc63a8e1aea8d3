package io.durableemitter.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;

/**
 * Sockets of the driver on which reading throws an {@code Error} once, in the midst of an answer.
 */
public final class FailingSockets extends SocketFactory {

  static final AtomicBoolean FAIL_NEXT_READ = new AtomicBoolean();

  /** For the driver. */
  public FailingSockets() {}

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (FAIL_NEXT_READ.getAndSet(false)) {
              throw new OutOfMemoryError("scripted");
            }
            return super.read(into, offset, length);
          }
        };
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }
}
