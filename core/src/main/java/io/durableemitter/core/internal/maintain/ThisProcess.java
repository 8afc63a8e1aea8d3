package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What people know this process by. */
final class ThisProcess {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final int LONGEST = 100;

  private ThisProcess() {}

  /** Machine and process. Asks no name server, which could take its time. */
  static String name() {
    String machine =
        Optional.ofNullable(System.getenv("HOSTNAME"))
            .filter(name -> !name.isBlank())
            .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
            .orElseGet(ThisProcess::kernelName);
    return ForeignText.oneLine(machine.strip(), LONGEST) + "/" + ProcessHandle.current().pid();
  }

  private static String kernelName() {
    try {
      return Files.readString(KERNEL);
    } catch (IOException e) {
      return "unnamed"; // only Linux tells without asking a name server
    }
  }
}
