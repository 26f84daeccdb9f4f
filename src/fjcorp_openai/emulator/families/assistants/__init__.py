"""Assistants, threads, messages and runs, which ended on 2026-08-26: served only when asked for at start."""

from __future__ import annotations

from fjcorp_openai.emulator.families.assistants import definitions, executor, runs, threads
from fjcorp_openai.emulator.family import Family

family = Family("assistants", enabled=lambda settings: settings.legacy_assistants)
family.step(threads.RUN)(executor.advance)
family.deadline(threads.RUN)(executor.expire)

family.operation("listAssistants")(definitions.list_assistants)
family.operation("createAssistant")(definitions.create_assistant)
family.operation("getAssistant")(definitions.get_assistant)
family.operation("modifyAssistant")(definitions.modify_assistant)
family.operation("deleteAssistant")(definitions.delete_assistant)
family.operation("createThread")(threads.create_thread)
family.operation("getThread")(threads.get_thread)
family.operation("modifyThread")(threads.modify_thread)
family.operation("deleteThread")(threads.delete_thread)
family.operation("createMessage")(threads.create_message)
family.operation("listMessages")(threads.list_messages)
family.operation("getMessage")(threads.get_message)
family.operation("modifyMessage")(threads.modify_message)
family.operation("deleteMessage")(threads.delete_message)
family.operation("createRun", paid=True)(runs.create_run)
family.operation("createThreadAndRun", paid=True)(runs.create_thread_and_run)
family.operation("listRuns")(runs.list_runs)
family.operation("getRun", polled=True)(runs.get_run)
family.operation("modifyRun")(runs.modify_run)
family.operation("cancelRun")(runs.cancel_run)
family.operation("submitToolOuputsToRun", paid=True)(runs.submit_tool_outputs)
family.operation("listRunSteps")(runs.list_steps)
family.operation("getRunStep")(runs.get_step)
