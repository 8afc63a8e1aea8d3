package io.durableemitter.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StoreOperationTest {

  @Test
  void operationsHaveTheNamesOfTheReferencesDashboards() {
    assertThat(Arrays.stream(StoreOperation.values()).map(StoreOperation::label))
        .doesNotHaveDuplicates()
        .contains(
            "insert",
            "insert_batch",
            "delete",
            "batch_delete",
            "mark_delivered",
            "purge_delivered",
            "list_pending",
            "delete_expired");
  }
}
