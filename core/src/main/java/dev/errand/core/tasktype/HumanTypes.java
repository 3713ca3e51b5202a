package dev.errand.core.tasktype;

import dev.errand.executor.TaskType;
import java.util.List;

/** The types whose work people do; any config will do for them. */
final class HumanTypes {

  static final List<TaskType> ALL =
      List.of(
          human("todo", "To-do", "Something to be done."),
          human("irrigation", "Irrigation", "Watering a field or zone."),
          human("fertilization", "Fertilization", "Applying fertilizer."),
          human("spraying", "Spraying", "Applying crop protection."),
          human("scouting", "Scouting", "Looking at the state of a crop in the field."),
          human("maintenance", "Maintenance", "Keeping equipment and places in order."),
          human("sampling", "Sampling", "Taking samples of soil, water or plants."),
          human("harvest", "Harvest", "Bringing in a crop."),
          human("planting", "Planting", "Sowing or planting."),
          human("other", "Other", "Any other work."));

  private HumanTypes() {}

  private static TaskType human(String name, String title, String description) {
    return TaskType.named(name).describedAs(title, description);
  }
}
