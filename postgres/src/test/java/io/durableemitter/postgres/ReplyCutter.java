package io.durableemitter.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy before the server that can let a statement through and then cut the connection instead of
 * passing on the reply: the server has committed, the client cannot know.
 */
final class ReplyCutter implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile String marker = "";
  private volatile boolean refuseAfterCut;
  private volatile boolean refusing;

  ReplyCutter(int serverPort) throws IOException {
    this.serverPort = serverPort;
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  void cutNextReplyTo(String text) {
    marker = text;
  }

  void refuseAfterCut() {
    refuseAfterCut = true;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(server);
        Link link = new Link(client, server);
        daemon(link::requests);
        daemon(link::replies);
      } catch (IOException e) {
        // one client went away, or the proxy was closed: the loop looks
        refusing |= listener.isClosed();
      }
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean cutting;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() {
      byte[] buffer = new byte[1 << 16];
      try (client;
          server) {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          if (!marker.isEmpty() && text.contains(marker)) {
            marker = "";
            cutting = true;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        cutting = true;
      }
    }

    void replies() {
      byte[] buffer = new byte[1 << 16];
      try (client;
          server) {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (cutting) {
            // the server has answered, so it has committed: nobody will hear of it
            cuts.incrementAndGet();
            refusing = refuseAfterCut;
            return;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        cutting = true;
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
