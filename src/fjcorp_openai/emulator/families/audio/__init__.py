"""Audio: speech, transcriptions, translations and custom voices."""

from __future__ import annotations

from fjcorp_openai.emulator.families.audio import speech, transcribe, voices
from fjcorp_openai.emulator.family import Family

family = Family("audio")
family.operation("createSpeech", paid=True)(speech.create_speech)
family.operation("createTranscription", paid=True)(transcribe.transcribe)
family.operation("createTranslation", paid=True)(transcribe.translate)
family.operation("listVoiceConsents")(voices.list_consents)
family.operation("createVoiceConsent")(voices.create_consent)
family.operation("getVoiceConsent")(voices.get_consent)
family.operation("updateVoiceConsent")(voices.update_consent)
family.operation("deleteVoiceConsent")(voices.delete_consent)
family.operation("createVoice")(voices.create_voice)
family.operation("deleteVoice")(voices.delete_voice)
