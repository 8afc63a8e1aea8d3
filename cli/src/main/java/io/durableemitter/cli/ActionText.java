package io.durableemitter.cli;

import io.durableemitter.cli.Table.Column;
import io.durableemitter.spi.QueueAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people did with a queue, as text. */
final class ActionText {

  private ActionText() {}

  static Table<QueueAction> table(int width) {
    return new Table<>(
        List.of(
            Column.number("ID", 8, 3, QueueAction::id),
            Column.text("AT", 20, 2, action -> TextOf.time(action.at())),
            Column.text("ACTION", 14, 0, ActionText::kind),
            Column.text("BY", 24, 1, QueueAction::actor)),
        "DETAIL",
        QueueAction::detail,
        width);
  }

  private static String kind(QueueAction action) {
    return action.kind().map(QueueAction.Kind::label).orElse("?");
  }

  static Map<String, Object> fields(QueueAction action) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", action.id());
    fields.put("at", action.at().toString());
    fields.put("action", kind(action));
    fields.put("by", action.actor());
    fields.put("detail", action.detail());
    return fields;
  }
}
