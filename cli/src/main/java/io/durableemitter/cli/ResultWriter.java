package io.durableemitter.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where results go; knows why they could not be written, which a PrintWriter does not tell. */
final class ResultWriter extends PrintWriter {

  private final Recorder recorder;

  ResultWriter(OutputStream out) {
    this(new Recorder(out));
  }

  private ResultWriter(Recorder recorder) {
    super(new OutputStreamWriter(recorder, StandardCharsets.UTF_8), true);
    this.recorder = recorder;
  }

  /** Why results are missing; null if nothing is known to be missing. */
  @Nullable IOException failure() {
    flush();
    return recorder.failure;
  }

  /** Writes bytes as they are, behind what was written before. */
  void bytes(byte[] bytes) {
    flush();
    try {
      recorder.write(bytes, 0, bytes.length);
      recorder.flush();
    } catch (IOException e) {
      setError(); // the recorder knows why
    }
  }

  private static final class Recorder extends FilterOutputStream {

    private volatile @Nullable IOException failure;

    Recorder(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
