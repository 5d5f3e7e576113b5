{{- define "tcbot.labels" -}}
app.kubernetes.io/name: tcbot
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "tcbot.selector" -}}
app.kubernetes.io/name: tcbot
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "tcbot.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}
{{- end }}

{{- /* What a pod of ours is allowed: nothing. `id` is its user. */ -}}
{{- define "tcbot.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .id }}
runAsGroup: {{ .id }}
fsGroup: {{ .id }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "tcbot.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* Settings of a bot, a worker, a sweep. */ -}}
{{- define "tcbot.environment" -}}
envFrom:
  - configMapRef: {name: {{ .Release.Name }}-settings}
  - secretRef: {name: {{ .Values.existingSecret }}}
{{- end }}

{{- define "tcbot.mounts" -}}
- {name: home, mountPath: /var/lib/tcbot}
- {name: tmp, mountPath: /tmp}
{{- if .Values.originals.claim }}
- {name: originals, mountPath: /originals}
{{- end }}
{{- end }}

{{- /* `scratch` is the size of /tmp, in memory. */ -}}
{{- define "tcbot.volumes" -}}
- name: home
  emptyDir: {sizeLimit: 2Gi}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: {{ .scratch }}}
{{- if .root.Values.originals.claim }}
- name: originals
  persistentVolumeClaim: {claimName: {{ .root.Values.originals.claim }}}
{{- end }}
{{- end }}

{{- /* Nodes and zones share what there are several of. */ -}}
{{- define "tcbot.spread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "tcbot.selector" . | nindent 6 }}
{{- end }}
