{{- define "modelyard.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "modelyard.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "modelyard.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "modelyard.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "modelyard.selector" -}}
app.kubernetes.io/name: {{ include "modelyard.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "modelyard.labels" -}}
{{ include "modelyard.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Tells the servers from the pods of the migration. */}}
{{- define "modelyard.serverSelector" -}}
{{ include "modelyard.selector" . }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "modelyard.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "modelyard.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "modelyard.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Comma-separated names under which clients address the server: those of Service and Ingress, and those given. */}}
{{- define "modelyard.allowedHosts" -}}
{{- $service := include "modelyard.fullname" . -}}
{{- $inNamespace := printf "%s.%s" $service .Release.Namespace -}}
{{- $hosts := list $service $inNamespace (printf "%s.svc" $inNamespace) (printf "%s.svc.%s" $inNamespace .Values.clusterDomain) -}}
{{- if .Values.ingress.enabled -}}
{{- $hosts = concat $hosts .Values.ingress.hosts -}}
{{- end -}}
{{- concat $hosts .Values.allowedHosts | uniq | join "," -}}
{{- end -}}

{{- define "modelyard.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{ .Values.publicUrl }}
{{- else if and .Values.ingress.enabled .Values.ingress.tls -}}
https://{{ first .Values.ingress.hosts }}
{{- end -}}
{{- end -}}

{{/* How to reach an external database: for the server and for the migration. */}}
{{- define "modelyard.databaseEnv" -}}
{{- with .Values.database }}
- name: MODELYARD_DATABASE_URL
  {{- if .urlSecret.name }}
  valueFrom:
    secretKeyRef:
      name: {{ .urlSecret.name }}
      key: {{ .urlSecret.key }}
  {{- else }}
  value: {{ .url | quote }}
  {{- end }}
{{- if .directUrlSecret.name }}
- name: MODELYARD_DATABASE_DIRECT_URL
  valueFrom:
    secretKeyRef:
      name: {{ .directUrlSecret.name }}
      key: {{ .directUrlSecret.key }}
{{- else if .directUrl }}
- name: MODELYARD_DATABASE_DIRECT_URL
  value: {{ .directUrl | quote }}
{{- end }}
{{- if .user }}
- name: MODELYARD_DATABASE_USER
  value: {{ .user | quote }}
{{- end }}
{{- if .passwordSecret.name }}
- name: MODELYARD_DATABASE_PASSWORD_FILE
  value: /run/secrets/modelyard/database-password
{{- end }}
{{- if .pooler }}
- name: MODELYARD_DATABASE_POOLER
  value: "true"
{{- end }}
{{- end }}
{{- end -}}

{{/* Of the secret that is handed in. */}}
{{- define "modelyard.s3Credentials" -}}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .accessKeyIdKey }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .secretAccessKeyKey }}
{{- end -}}

{{- define "modelyard.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# Else files that only the database may read would be opened to the group at each start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "modelyard.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Image and surroundings, the same for the servers and the migration. */}}
{{- define "modelyard.container" -}}
image: {{ include "modelyard.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "modelyard.containerSecurity" . | nindent 2 }}
{{- end -}}

{{- define "modelyard.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if and (eq .Values.database.mode "external") .Values.database.passwordSecret.name }}
- name: database-password
  mountPath: /run/secrets/modelyard
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "modelyard.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSize }}
{{- if and (eq .Values.database.mode "external") .Values.database.passwordSecret.name }}
- name: database-password
  secret:
    secretName: {{ .Values.database.passwordSecret.name }}
    defaultMode: 0440
    items:
      - key: {{ .Values.database.passwordSecret.key }}
        path: database-password
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Where pods may run, and with what rights. */}}
{{- define "modelyard.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "modelyard.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- end -}}
